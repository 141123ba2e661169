"""Given names that one gender bears almost alone: data, no rule.

The 350 commonest male and female given names of the 1990 census of the United States (public domain; taken from the
package ``names`` 0.3.0 on PyPI) that one gender bears at least twenty times as often as the other, less those that are
also well-known places or titles (“Virginia”, “Prince”), and some short forms. A name on neither list says nothing.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE_NAMES: Final = _words(
    "james john robert michael william david richard charles joseph thomas christopher daniel paul mark donald "
    "george kenneth steven edward brian ronald anthony kevin jason matthew gary timothy jose larry jeffrey frank "
    "scott eric stephen andrew raymond gregory joshua jerry dennis walter patrick peter harold douglas henry carl "
    "arthur ryan roger joe juan jack albert jonathan justin gerald keith samuel ralph lawrence nicholas roy "
    "benjamin bruce brandon adam harry fred wayne billy steve louis jeremy aaron randy howard eugene carlos "
    "russell bobby victor martin ernest phillip todd jesse craig alan clarence sean philip johnny earl jimmy "
    "antonio danny bryan tony luis mike stanley leonard nathan manuel rodney curtis norman allen marvin vincent "
    "glenn jeffery travis jeff jacob melvin alfred kyle bradley jesus herbert frederick ray joel edwin don ricky "
    "troy randall barry alexander bernard mario leroy francisco marcus micheal theodore clifford miguel oscar jay "
    "jim tom calvin alex jon ronnie bill lloyd tommy leon derek warren darrell jerome floyd leo alvin tim wesley "
    "gordon greg jorge dustin pedro derrick dan lewis zachary herman maurice vernon roberto clyde glen hector "
    "shane ricardo sam rick lester brent ramon tyler gilbert marc reginald ruben brett nathaniel rafael edgar "
    "milton raul ben duane franklin andre elmer brad gabriel ron mitchell roland arnold harvey jared karl claude "
    "erik darryl neil javier fernando clinton ted mathew tyrone darren lance cody julio kurt allan nelson clayton "
    "hugh max dwayne dwight armando felix everett ian wallace ken bob alfredo alberto dave ivan byron julian "
    "isaac morris clifton willard daryl ross virgil andy marshall salvador perry kirk sergio seth terrance "
    "eduardo terrence enrique wade stuart fredrick arturo alejandro nick luther wendell jeremiah evan julius otis "
    "trevor oliver luke homer gerard doug kenny hubert lyle matt alfonso orlando rex carlton ernesto neal pablo "
    "lorenzo omar wilbur blake horace roderick abraham willis rickey andres cesar johnathan malcolm rudolph damon "
    "kelvin preston alton archie marco wm pete randolph garry geoffrey jonathon felipe gerardo ed dominic delbert "
    "colin guillermo earnest lucas benny spencer rodolfo myron edmund garrett salvatore cedric lowell gregg "
    "sherman wilson sylvester roosevelt jermaine forrest wilbert leland simon clark irving bryant owen"
)
FEMALE_NAMES: Final = _words(
    "mary patricia linda barbara elizabeth jennifer maria susan margaret dorothy lisa nancy karen betty helen "
    "sandra donna carol ruth sharon michelle laura sarah kimberly deborah jessica shirley cynthia angela melissa "
    "brenda amy anna rebecca kathleen pamela martha debra amanda stephanie carolyn christine marie janet "
    "catherine frances ann joyce diane alice julie heather teresa doris gloria evelyn cheryl mildred katherine "
    "joan ashley judith rose janice nicole judy christina kathy theresa beverly denise tammy irene jane lori "
    "rachel marilyn andrea kathryn louise sara anne jacqueline wanda bonnie julia ruby lois tina phyllis norma "
    "paula diana annie lillian emily peggy crystal gladys rita dawn connie edna tiffany rosa cindy grace wendy "
    "edith sherry sylvia josephine thelma sheila ethel ellen elaine marjorie carrie monica esther pauline emma "
    "juanita anita rhonda hazel amber eva debbie april clara lucille joanne eleanor valerie danielle megan alicia "
    "suzanne michele gail bertha darlene veronica jill erin geraldine lauren cathy joann lorraine sally regina "
    "erica beatrice dolores bernice audrey yvonne annette june samantha ana renee ida vivian roberta holly "
    "brittany melanie loretta yolanda jeanette laurie katie kristen vanessa alma sue elsie beth jeanne vicki "
    "carla tara rosemary eileen terri gertrude lucy tonya ella wilma gina kristin natalie agnes vera charlene "
    "bessie delores melinda pearl arlene maureen colleen allison tamara joy constance lillie claudia marcia tanya "
    "nellie minnie marlene heidi glenda lydia viola marian stella caroline dora jo vickie mattie maxine irma "
    "mabel marsha myrtle lena christy deanna patsy hilda gwendolyn jennie nora margie nina cassandra leah penny "
    "kay priscilla naomi carole brandy olga dianne leona jenny felicia sonia miriam velma becky violet kristina "
    "toni misty mae shelly daisy ramona sherri erika katrina claire belinda margarita sheryl cora faye ada "
    "natasha sabrina isabel marguerite hattie harriet molly cecilia kristi brandi blanche rosie joanna iris "
    "eunice angie inez lynda madeline amelia alberta genevieve monique jodi janie maggie kayla sonya kristine "
    "candace fannie maryann opal alison yvette melody luz susie olivia flora shelley kristy mamie lula lola verna "
    "beulah antoinette candice juana jeannette pam kelli hannah bridget karla celia latoya patty shelia della "
    "vicky lynne sheri marianne kara jacquelyn erma blanca myra leticia"
)
